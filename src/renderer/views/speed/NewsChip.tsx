/** Owns the chip that says that a list would read otherwise by now, and leaves its rows where they are until asked. */
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useFormat } from '../../components/useFormat.ts'
import type { RowWindow } from '../../stores/rowPages.ts'
import classes from './Speed.module.css'

export function NewsChip({ list }: { list: Pick<RowWindow<unknown>, 'news' | 'showNews'> }) {
  const format = useFormat()
  if (!list.news) return null
  const { added } = list.news
  const words =
    added > 0
      ? `${format.number(added)} new`
      : added < 0
        ? `${format.number(-added)} no longer fit`
        : 'The order has changed'
  return (
    <Button
      className={classes.news}
      leftSection={<IconRefresh size={13} />}
      onClick={list.showNews}
      radius="xl"
    >
      {words}: show
    </Button>
  )
}
