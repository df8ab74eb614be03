/** Owns the proof that pages of documentation are read as they are meant. */
import { expect, it } from 'vitest'
import { inlineParts, markdownBlocks } from './markdownBlocks.ts'

it('reads headings, paragraphs over lines, lists, tables and code', () => {
  const page =
    '# Title\n\nOne\ntwo.\n\n- a\n  more\n- b\n\n| x | y |\n| --- | ---: |\n| 1 | 2 |\n\n```\nif (a) b\n```\n'
  expect(markdownBlocks(page)).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'paragraph', text: 'One two.' },
    { kind: 'list', ordered: false, items: ['a more', 'b'] },
    {
      kind: 'table',
      rows: [
        ['x', 'y'],
        ['1', '2'],
      ],
    },
    { kind: 'code', text: 'if (a) b' },
  ])
})

it('ends with what is not ended', () => {
  expect(markdownBlocks('```\nopen')).toEqual([{ kind: 'code', text: 'open' }])
  expect(markdownBlocks('')).toEqual([])
})

it('finds what stands out in a line, and leaves a link as its words', () => {
  expect(inlineParts('a `b` **c** [d](e.md) 2 * 3')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'code', text: 'b' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'c' },
    { kind: 'text', text: ' ' },
    { kind: 'text', text: 'd' },
    { kind: 'text', text: ' 2 * 3' },
  ])
})
