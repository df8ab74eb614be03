/** Owns how a page of documentation reads: the small part of Markdown that this project's own pages use. */
import type { ReactNode } from 'react'
import classes from './Markdown.module.css'
import { inlineParts, markdownBlocks, type Block } from './markdownBlocks.ts'

/** @param skipTitle where the title of the page stands above it already */
export function Markdown({ text, skipTitle }: { text: string; skipTitle?: boolean }) {
  const blocks = markdownBlocks(text)
  const shown = skipTitle && blocks[0]?.kind === 'heading' ? blocks.slice(1) : blocks
  return (
    <div className={classes.text}>
      {shown.map((block, index) => (
        <BlockView key={`${index} ${block.kind}`} block={block} />
      ))}
    </div>
  )
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === 'heading') {
    return <h4>{inline(block.text)}</h4>
  }
  if (block.kind === 'code') return <pre tabIndex={0}>{block.text}</pre>
  if (block.kind === 'list') {
    const List = block.ordered ? 'ol' : 'ul'
    return (
      <List>
        {block.items.map((item, index) => (
          <li key={`${index} ${item}`}>{inline(item)}</li>
        ))}
      </List>
    )
  }
  if (block.kind === 'table') {
    const [head = [], ...rows] = block.rows
    return (
      <div className={classes.table} tabIndex={0} role="region" aria-label="Table">
        <table>
          <thead>
            <tr>
              {head.map((cell, index) => (
                <th key={`${index} ${cell}`}>{inline(cell)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={`${index} ${row.join(' ')}`}>
                {row.map((cell, column) => (
                  <td key={`${column} ${cell}`}>{inline(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )
  }
  return <p>{inline(block.text)}</p>
}

/** Links are left as their words: pages are read here, not walked through. */
function inline(text: string): ReactNode[] {
  return inlineParts(text).map((part, index) => {
    const key = `${index} ${part.text}`
    if (part.kind === 'code') return <code key={key}>{part.text}</code>
    if (part.kind === 'strong') return <strong key={key}>{part.text}</strong>
    if (part.kind === 'emphasis') return <em key={key}>{part.text}</em>
    return <span key={key}>{part.text}</span>
  })
}
