/** Owns `tower login`: who may log in to a hub. */
import type { Role } from '../core/api/api.ts'
import { makeFolder } from './dataFolder.ts'
import { CommandFailed, WrongUsage } from './failure.ts'
import { loginFile, ROLES } from './logins.ts'
import { printJson, printLine } from './output.ts'

/** Adds a login or changes it; the password is the first line on stdin. */
export async function addLogin(data: string, name: string, role: string, json: boolean): Promise<void> {
  if (!ROLES.includes(role as Role)) throw new WrongUsage(`A role is one of ${ROLES.join(', ')}.`)
  if (process.stdin.isTTY) process.stderr.write('Password (it will show): ')
  let text = ''
  for await (const chunk of process.stdin) {
    text += String(chunk)
    if (text.includes('\n') || text.length > 10_000) break
  }
  const password = text.split('\n', 1)[0]?.replace(/\r$/, '') ?? ''
  await loginFile(makeFolder(data))
    .set(name, password, role as Role)
    .catch((thrown: unknown) => {
      throw new CommandFailed((thrown as Error).message)
    })
  if (json) printJson({ name, role })
  else printLine(`${name} may log in as ${role}.`)
}

export function listLogins(data: string, json: boolean): void {
  const names = loginFile(data).names()
  if (json) return printJson(names)
  for (const { name, role } of names) printLine(`${name}  ${role}`)
}

export function removeLogin(data: string, name: string, json: boolean): void {
  if (!loginFile(data).remove(name)) throw new CommandFailed(`There is no login “${name}”.`)
  if (json) printJson({ name })
  else printLine(`${name} may no longer log in.`)
}
