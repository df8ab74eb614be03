/** Owns `tower query`: any query of the contract, answered with its own output. */
import { contract } from '../shared/contract.ts'
import { WrongUsage } from './failure.ts'
import { callFolder, expectLedger, type Folder } from './openFolder.ts'
import { stderrLogger } from './output.ts'

export async function query(
  options: Folder & { path: string; params: string; json: boolean },
): Promise<void> {
  const { path } = options
  const entry = Object.hasOwn(contract, path) ? contract[path as keyof typeof contract] : undefined
  if (entry?.kind !== 'query') {
    const known = Object.entries(contract).flatMap(([name, { kind }]) => (kind === 'query' ? [name] : []))
    throw new WrongUsage(`There is no query “${path}”. There are: ${known.join(', ')}.`)
  }
  const input = parseParams(options.params)
  expectLedger(options)
  const output = await callFolder(options, stderrLogger(), 'query', path, input)
  process.stdout.write(`${JSON.stringify(output, null, options.json ? 0 : 2)}\n`)
}

function parseParams(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new WrongUsage('--params is to be JSON, such as {"limit":10}.')
  }
}
