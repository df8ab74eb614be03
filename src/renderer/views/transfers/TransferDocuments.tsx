/** Owns the documents of a transfer: what goes to whom, whether it got there, and a copy to save or print. */
import { Button } from '@mantine/core'
import { IconDownload, IconPrinter, IconRefresh } from '@tabler/icons-react'
import type { TransferDetail, TransferDocument } from '../../../shared/readModels/transfers.ts'
import { Age } from '../../components/Age.tsx'
import { saveText } from '../../components/csv.ts'
import { notifyFailure, tellEnd } from '../../components/notify.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { client } from '../../stores/engine.ts'
import { tellTower, useTransferRights } from '../../stores/transfers.ts'
import { DELIVERY_WORDS, DOCUMENT_WORDS, placeName } from './transferWords.ts'
import classes from './Transfers.module.css'

async function save(transfer: string, { document }: TransferDocument): Promise<void> {
  try {
    const { fileName, mediaType, text } = await client.call('transfers.document', { transfer, document })
    saveText(fileName, mediaType, text)
  } catch (error) {
    notifyFailure('The document could not be read', error)
  }
}

export function TransferDocuments({ detail }: { detail: TransferDetail }) {
  const { documents, from, to } = detail
  if (documents.length === 0) {
    return <p className="dim">None yet: they are written when the transfer is released.</p>
  }
  const nameOf = (location: string) =>
    location === from.location ? placeName(from) : location === to.location ? placeName(to) : location
  return (
    <ul className={classes.list} data-testid="transfer-documents">
      {documents.map((each) => (
        <li key={each.document} data-kind={each.kind}>
          <span className={classes.two}>
            <span>{DOCUMENT_WORDS[each.kind]}</span>
            <span className="dim clip">
              for {nameOf(each.to)} · <span className={classes.id}>{each.fileName}</span> ·{' '}
              <Age at={each.createdAt} />
            </span>
          </span>
          <Delivery each={each} />
          <Button
            size="compact-xs"
            variant="default"
            leftSection={each.kind === 'printable' ? <IconPrinter size={13} /> : <IconDownload size={13} />}
            onClick={() => void save(detail.transfer, each)}
          >
            {each.kind === 'printable' ? 'Save to print' : 'Save'}
          </Button>
        </li>
      ))}
    </ul>
  )
}

function Delivery({ each: { document, delivery } }: { each: TransferDocument }) {
  const rights = useTransferRights()
  const { word, state } = DELIVERY_WORDS[delivery.state]
  const retry = () => {
    void tellEnd(
      tellTower('transfers.retryDelivery', { document }),
      'It could not be sent again',
      'It goes out again.',
    )
  }
  return (
    <>
      <StateMark state={state} word={word} title={delivery.message ?? ''} />
      {delivery.state === 'givenUp' || delivery.state === 'failed' ? (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconRefresh size={13} />}
          disabled={!rights.decide}
          title={rights.why}
          onClick={retry}
        >
          Try again
        </Button>
      ) : null}
    </>
  )
}
