/** Owns the preview of a CSV mapping: what each pasted row would become, before anything is taken in. */
import { useState } from 'react'
import { Button, Select, Textarea } from '@mantine/core'
import { explain, Loading } from '../../components/Message.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import classes from './Feeds.module.css'

const nothing = {}
const MOST_CHARACTERS = 1_000_000

export function MappingPreview() {
  const format = useFormat()
  const mappings = useTowerQuery('mappings.list', nothing)
  const [mapping, setMapping] = useState<string | null>(null)
  const [text, setText] = useState('')
  const [asked, setAsked] = useState<{ text: string; mapping?: string } | null>(null)
  const preview = useTowerQuery('mappings.preview', asked ?? { text: '' }, { enabled: asked !== null })
  const chosen = mappings.data?.mappings.find((each) => each.name === mapping)
  const rows = asked ? preview.data?.rows : undefined
  const refused = rows?.filter((row) => row.reason !== null).length ?? 0
  return (
    <div className={classes.preview}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          setAsked({ text, ...(mapping ? { mapping } : {}) })
        }}
      >
        <p className="dim">
          Paste some rows with their heading line to see what each becomes. Nothing is taken in.
        </p>
        <Select
          label="Mapping"
          placeholder="Told by the heading line"
          data={(mappings.data?.mappings ?? []).map((each) => ({ value: each.name, label: each.title }))}
          value={mapping}
          onChange={setMapping}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Told by the heading line' }}
        />
        {chosen ? (
          <p className="dim">
            {chosen.description} Columns: <span className="mono">{chosen.columns.join(', ')}</span>
          </p>
        ) : null}
        <Textarea
          label="CSV text"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          minRows={10}
          maxRows={20}
          autosize
          spellCheck={false}
          error={text.length > MOST_CHARACTERS ? 'At most a million characters' : null}
          classNames={{ input: classes.editor }}
        />
        <div className={classes.actions}>
          <Button
            type="submit"
            disabled={text.trim() === '' || text.length > MOST_CHARACTERS}
            loading={preview.isFetching}
          >
            Show what they become
          </Button>
        </div>
      </form>
      <div className={classes.result} aria-live="polite">
        {asked ? null : (
          <p className="dim">
            What each row becomes is shown here: its events, or the reason and the column at fault.
          </p>
        )}
        {asked && preview.error ? (
          <p role="alert" className={classes.fault}>
            {explain(preview.error).text} (code: {explain(preview.error).code})
          </p>
        ) : null}
        {asked && preview.isPending ? <Loading label="Reading the rows" /> : null}
        {rows ? (
          <>
            <p>
              {format.count(rows.length, 'row', 'rows')}: {format.number(rows.length - refused)} understood,{' '}
              {format.number(refused)} refused
            </p>
            <ol className={classes.rows}>
              {rows.slice(0, 200).map((row, index) => (
                // The same text may come twice; its place is what tells rows apart.
                <li key={`${index} ${row.raw}`}>
                  <code className={classes.raw}>{row.raw}</code>
                  {row.events ? (
                    <>
                      <StateMark state="good" word={row.events.map((event) => event.type).join(', ')} />
                      <pre className={classes.events}>
                        {row.events.map((event) => JSON.stringify(event)).join('\n')}
                      </pre>
                    </>
                  ) : (
                    <StateMark state="serious" word={`${row.field ?? 'row'}: ${row.reason ?? 'refused'}`} />
                  )}
                </li>
              ))}
            </ol>
          </>
        ) : null}
      </div>
    </div>
  )
}
