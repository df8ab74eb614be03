/** Owns how the engine process is made: an Electron utility process on the built entry. */
import { utilityProcess, type MessagePortMain } from 'electron'
import type { EngineArguments, FromEngine } from './engineMessages.ts'
import type { EngineChild } from './engineSupervisor.ts'

/** @param onLog each line that the engine writes to its standard error */
export function forkEngine(
  entry: string,
  engineArguments: EngineArguments,
  onLog: (line: string) => void,
): EngineChild<MessagePortMain> {
  const process = utilityProcess.fork(entry, [JSON.stringify(engineArguments)], {
    serviceName: 'Omnitower engine',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  process.stderr?.on('data', (chunk: Buffer) => onLog(chunk.toString('utf8').trimEnd()))
  return {
    post: (message, ports) => process.postMessage(message, ports),
    onMessage: (listener) => void process.on('message', (message: FromEngine) => listener(message)),
    onExit: (listener) => void process.on('exit', (code) => listener(code)),
    kill: () => void process.kill(),
  }
}
