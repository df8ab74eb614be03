/** Owns the handlers of outputs: how they are set, tried and looked at. What they are reached by is sealed and never told. */
import { randomUUID } from 'node:crypto'
import { TowerError } from '../../shared/errors.ts'
import type { PathOf } from '../../shared/contract.ts'
import type { OutputSettings } from '../../shared/outputContract.ts'
import type { OutputSaved } from '../../shared/readModels/outputs.ts'
import type { OutboxAct } from '../ledger/types.ts'
import { targetOf, type Sent } from '../outputs/output.ts'
import {
  deliveryPage,
  outputRows,
  retryable,
  settingsOf,
  storedOutput,
  type OpenSealed,
  type StoredOutput,
} from '../outputs/outputRows.ts'
import { newSecret } from '../outputs/webhook.ts'
import type { QueryContext } from '../queries/context.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'

type OutputPath = Extract<PathOf<'query' | 'command'>, `outputs.${string}`>

/** What the engine gives. */
export interface OutputSurroundings {
  note(act: OutboxAct): Promise<void>
  seal(text: string): Uint8Array
  /** @throws TowerError `unavailable` where what was sealed cannot be opened */
  open: OpenSealed
  test(stored: StoredOutput): Promise<Sent>
  /** To be called where an output was changed, or is to be tried again. */
  changed(output: string): void
}

/** Where alerts go is the business of those who run the tower. */
const maySee = ({ role }: Caller) => role === 'operator' || role === 'administrator'

/** Takes over the secrets that a change leaves out, where the kind is the same. */
function withSecrets(
  next: OutputSettings,
  former: OutputSettings | null,
): { settings: OutputSettings; made: string | null } {
  if (next.kind === 'webhook') {
    const kept = next.secret ?? (former?.kind === 'webhook' ? former.secret : undefined)
    const secret = kept ?? newSecret()
    return { settings: { ...next, secret }, made: kept === undefined ? secret : null }
  }
  if (next.kind === 'alertmanager') {
    // A token is handed on to the same place only.
    const isSame = former?.kind === 'alertmanager' && former.url === next.url
    const bearer = next.bearer ?? (isSame ? former.bearer : undefined)
    return { settings: { ...next, ...(bearer === undefined ? {} : { bearer }) }, made: null }
  }
  const isSame = former?.kind === 'email' && former.host === next.host && former.user === next.user
  const password = next.password ?? (isSame ? former.password : undefined)
  return { settings: { ...next, ...(password === undefined ? {} : { password }) }, made: null }
}

export function outputHandlers(
  now: () => Promise<QueryContext>,
  around: OutputSurroundings,
): Pick<Handlers, OutputPath> {
  async function known(output: string): Promise<StoredOutput> {
    const { reader } = await now()
    const stored = storedOutput(reader, output)
    if (!stored) throw new TowerError('notFound', `There is no output ${output}.`)
    return stored
  }
  return {
    'outputs.list': async (_input, caller) => {
      const outputs = outputRows((await now()).reader)
      return {
        outputs: maySee(caller) ? outputs : outputs.map((row) => ({ ...row, target: '', fault: null })),
      }
    },
    'outputs.deliveries': async (input, caller) => {
      const page = deliveryPage((await now()).reader, input)
      return maySee(caller) ? page : { ...page, rows: page.rows.map((row) => ({ ...row, fault: null })) }
    },
    'outputs.save': async (input, by): Promise<OutputSaved> => {
      const context = await now()
      const former = input.output === undefined ? null : await known(input.output)
      const { settings, made } = withSecrets(input.settings, former && settingsOrNull(around.open, former))
      const output = former?.output ?? randomUUID()
      await around.note({
        kind: 'saveOutput',
        output,
        name: input.name,
        outputKind: settings.kind,
        ...targetOf(settings),
        sealedSettings: around.seal(JSON.stringify(settings)),
        matchers: input.matchers,
        enabled: input.enabled,
        at: context.clock.now(),
        by,
      })
      around.changed(output)
      return { output, secret: made }
    },
    'outputs.remove': async ({ output }, by) => {
      await known(output)
      await around.note({ kind: 'removeOutput', output, by })
      return { output }
    },
    'outputs.test': async ({ output }) => {
      const sent = await around.test(await known(output))
      return { delivered: sent.delivered, fault: sent.delivered ? null : sent.fault }
    },
    'outputs.retry': async ({ output, deliveries: named }) => {
      await known(output)
      const { reader, clock } = await now()
      const deliveries = retryable(reader, output, named)
      await around.note({ kind: 'retryDeliveries', output, deliveries, at: clock.now() })
      around.changed(output)
      return { retried: deliveries.length }
    },
  }
}

/** Null where what was sealed cannot be opened any more: the change then has to bring everything. */
function settingsOrNull(open: OpenSealed, stored: StoredOutput): OutputSettings | null {
  try {
    return settingsOf(open, stored)
  } catch {
    return null
  }
}
