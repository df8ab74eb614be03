/** Owns an output while it is written: its fields as text, what is wrong with them, and what is sent of them. */
import type { OutputSettings } from '../../../shared/outputContract.ts'
import type { OutputKind } from '../../../shared/readModels/outputs.ts'

export const OUTPUT_KINDS: Readonly<Record<OutputKind, string>> = {
  webhook: 'Webhook',
  alertmanager: 'Alertmanager',
  email: 'E-mail',
}

/** All fields of all kinds, so that nothing that was typed is lost where the kind is changed. */
export interface OutputDraft {
  kind: OutputKind
  name: string
  url: string
  secret: string
  bearer: string
  host: string
  port: string
  isTls: boolean
  user: string
  password: string
  from: string
  to: string[]
}

export const EMPTY_OUTPUT: OutputDraft = {
  kind: 'webhook',
  name: '',
  url: '',
  secret: '',
  bearer: '',
  host: '',
  port: '587',
  isTls: false,
  user: '',
  password: '',
  from: '',
  to: [],
}

const MAILBOX = /^[^\s@<>,;]+@[^\s@<>,;]+$/
const SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/

/** What is wrong, by field. */
export function draftFaults(draft: OutputDraft): Partial<Record<keyof OutputDraft, string>> {
  const faults: Partial<Record<keyof OutputDraft, string>> = {}
  if (draft.name.trim() === '') faults.name = 'Give it a name'
  if (draft.kind === 'email') {
    if (!/^[A-Za-z0-9.:-]+$/.test(draft.host)) faults.host = 'Name of the mail server, e.g. smtp.example.com'
    const port = Number(draft.port)
    if (!Number.isInteger(port) || port < 1 || port > 65_535) faults.port = 'From 1 to 65535'
    if (!MAILBOX.test(draft.from)) faults.from = 'One address, e.g. tower@example.com'
    if (draft.to.length === 0 || !draft.to.every((one) => MAILBOX.test(one)))
      faults.to = 'One address or several, Enter after each'
    return faults
  }
  const url = URL.canParse(draft.url) ? new URL(draft.url) : null
  if (!url || !['http:', 'https:'].includes(url.protocol)) faults.url = 'An address that begins with https://'
  else if (url.username !== '' || url.password !== '')
    faults.url = 'Without name and password: an address stands in logs'
  if (draft.kind === 'webhook' && draft.secret !== '' && !SECRET.test(draft.secret))
    faults.secret = 'whsec_ and a key of 24 bytes or more in base64; left empty, one is made'
  return faults
}

/** What the engine is told; secrets that were left empty stay as they are. */
export function settingsOfDraft(draft: OutputDraft): OutputSettings {
  const { kind, url, secret, bearer, host, port, isTls, user, password, from, to } = draft
  if (kind === 'webhook') return { kind, url: url.trim(), ...(secret ? { secret } : {}) }
  if (kind === 'alertmanager') return { kind, url: url.trim(), ...(bearer ? { bearer } : {}) }
  return {
    kind,
    host,
    port: Number(port),
    isTls,
    from,
    to,
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
  }
}
