/** Owns the front door of the contract: is the path there, may the caller, is the input right; then the handler. */
import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler'
import { contract, type Path, type PathOf } from '../../shared/contract.ts'
import { TowerError } from '../../shared/errors.ts'
import type { Api, Caller, Role, StreamSink } from './api.ts'
import type { Handlers } from './handler.ts'
import type { Streams } from './streams.ts'

/** Commands change things, so a viewer may not; those that open doors are the administrator's. */
const COMMAND_ROLES: Record<PathOf<'command'>, readonly Role[]> = {
  'alerts.acknowledge': ['operator', 'administrator'],
  'alerts.unacknowledge': ['operator', 'administrator'],
  'alerts.assign': ['operator', 'administrator'],
  'alerts.comment': ['analyst', 'operator', 'administrator'],
  'alerts.snooze': ['operator', 'administrator'],
  'alerts.vote': ['analyst', 'operator', 'administrator'],
  'alerts.silence': ['operator', 'administrator'],
  'alerts.endSilence': ['operator', 'administrator'],
  'alerts.saveRule': ['operator', 'administrator'],
  'alerts.removeRule': ['operator', 'administrator'],
  'alerts.setRule': ['operator', 'administrator'],
  'claims.take': ['operator', 'administrator'],
  'claims.release': ['operator', 'administrator'],
  'claims.confirm': ['operator', 'administrator'],
  'customers.open': ['analyst', 'administrator'],
  'experience.feedbackLink': ['analyst', 'operator', 'administrator'],
  'feeds.create': ['administrator'],
  'feeds.rotateKey': ['administrator'],
  'feeds.setEnabled': ['administrator'],
  'outputs.save': ['administrator'],
  'outputs.remove': ['administrator'],
  'outputs.test': ['administrator'],
  'outputs.retry': ['operator', 'administrator'],
  'quarantine.retry': ['operator', 'administrator'],
  'tower.openNetwork': ['administrator'],
  'transfers.draft': ['analyst', 'operator', 'administrator'],
  'transfers.amend': ['analyst', 'operator', 'administrator'],
  'transfers.submit': ['analyst', 'operator', 'administrator'],
  'transfers.approve': ['operator', 'administrator'],
  'transfers.reject': ['operator', 'administrator'],
  'transfers.release': ['operator', 'administrator'],
  'transfers.cancel': ['analyst', 'operator', 'administrator'],
  'transfers.settle': ['operator', 'administrator'],
  'transfers.close': ['operator', 'administrator'],
  'transfers.setLimit': ['administrator'],
  'transfers.delegate': ['operator', 'administrator'],
  'transfers.endDelegation': ['operator', 'administrator'],
  'transfers.retryDelivery': ['operator', 'administrator'],
  'transfers.setRoute': ['administrator'],
  'transfers.removeRoute': ['administrator'],
  'whatif.start': ['analyst', 'operator', 'administrator'],
  'whatif.stop': ['analyst', 'operator', 'administrator'],
  'whatif.rebase': ['analyst', 'operator', 'administrator'],
  'whatif.save': ['analyst', 'operator', 'administrator'],
  'whatif.clone': ['analyst', 'operator', 'administrator'],
  'whatif.share': ['analyst', 'operator', 'administrator'],
  'whatif.remove': ['analyst', 'operator', 'administrator'],
  'whatif.promote': ['analyst', 'operator', 'administrator'],
}

/** The one path that tells who a customer is, to few, written down first. */
const NAMING: Path = 'customers.open'

const checks = new Map<Path, TypeCheck<TSchema>>()

function checkOf(path: Path): TypeCheck<TSchema> {
  let check = checks.get(path)
  if (!check) {
    check = TypeCompiler.Compile(contract[path].input as TSchema)
    checks.set(path, check)
  }
  return check
}

function validate(path: string, kinds: readonly string[], input: unknown): asserts path is Path {
  if (!Object.hasOwn(contract, path) || !kinds.includes(contract[path as Path].kind)) {
    throw new TowerError('notFound', `There is no ${kinds.join(' or ')} called “${path}”.`)
  }
  const check = checkOf(path as Path)
  if (check.Check(input)) return
  const first = check.Errors(input).First()
  const field = first?.path.slice(1).replaceAll('/', '.') || 'input'
  throw new TowerError(
    'invalid',
    `${path}: ${field}: ${first?.message ?? 'is not what the contract says'}.`,
    { field },
  )
}

function authorise(path: Path, caller: Caller): void {
  const roles = COMMAND_ROLES[path as PathOf<'command'>] as readonly Role[] | undefined
  if (roles && !roles.includes(caller.role)) {
    throw new TowerError(
      'forbidden',
      `${path} needs the role ${roles.join(' or ')}; yours is ${caller.role}.`,
    )
  }
}

/**
 * Makes the API that every transport speaks to.
 * @param refused told of every call that its caller's role does not allow, before it is answered
 * @param shown what may be shown of an answer, or of a question in it; the same where it tells of nobody. `NAMING` shows all
 */
export function createApi(
  handlers: Handlers,
  streams: Streams,
  refused: (path: Path, input: unknown, caller: Caller) => Promise<void> = async () => {},
  shown: (answer: unknown) => unknown = (answer) => answer,
): Api {
  /** A question that names a person’s place would tie a known id to its pseudonym by its answer. */
  const refusePeople = (path: Path, input: unknown) => {
    if (shown(input) !== input)
      throw new TowerError('notFound', `${path}: a customer’s place is no location of the network.`)
  }
  return {
    async call(path, input, caller, cancelled) {
      const given = input ?? {}
      validate(path, ['query', 'command'], given)
      try {
        authorise(path, caller)
      } catch (thrown) {
        await refused(path, given, caller)
        throw thrown
      }
      if (contract[path].kind === 'query') refusePeople(path, given)
      const handler = handlers[path as PathOf<'query' | 'command'>] as (
        input: unknown,
        caller: Caller,
        cancelled?: AbortSignal,
      ) => unknown
      const answer = await handler(given, caller, cancelled)
      return path === NAMING ? answer : shown(answer)
    },
    async subscribe(path, input, _caller, sink, resumeFrom) {
      const given = input ?? {}
      validate(path, ['stream'], given)
      refusePeople(path, given)
      const careful: StreamSink = {
        snapshot: (position, value) => sink.snapshot(position, shown(value)),
        delta: (position, value) => sink.delta(position, shown(value)),
        failure: (thrown) => sink.failure(thrown),
      }
      return streams.open(path as PathOf<'stream'>, given, careful, resumeFrom)
    },
  }
}
