/** Owns the processor time of other processes, read from Linux's /proc; null on other systems. */
import { readdirSync, readFileSync } from 'node:fs'

/** Ticks a second; Linux shows 100 to user space on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100

/** Fields of a stat line after the name in parentheses, which may hold anything. */
const fieldsOf = (stat: string) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')

const secondsOf = (fields: string[]) => (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND

/** Seconds by thread of a process, its main thread first, then the busiest. */
export function threadSeconds(pid: number): Map<number, number> | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((thread): [number, number] => [
      Number(thread),
      secondsOf(fieldsOf(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))),
    ])
    return new Map(threads)
  } catch {
    return null
  }
}

/** Seconds of a process and all processes that it started and that still run. */
export function familySeconds(pid: number): number | null {
  try {
    let seconds = 0
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      const fields = statFields(entry)
      if (fields && (Number(entry) === pid || Number(fields[1]) === pid)) seconds += secondsOf(fields)
    }
    return seconds
  } catch {
    return null
  }
}

/** Null where the process ended meanwhile. */
function statFields(pid: string): string[] | null {
  try {
    return fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return null
  }
}

/** Processor seconds that a process used: in all, on its main thread, and on its busiest other thread. */
export interface CpuUse {
  allSeconds: number
  mainThreadSeconds: number
  busiestOtherThreadSeconds: number
}

/** Starts counting; the answer is asked at the end. Null where the system does not tell. */
export function countCpu(pid: number): () => CpuUse | null {
  const before = threadSeconds(pid)
  return () => {
    const after = threadSeconds(pid)
    if (!before || !after) return null
    const used = [...after].map(([thread, seconds]) => ({
      thread,
      seconds: seconds - (before.get(thread) ?? 0),
    }))
    const others = used.filter(({ thread }) => thread !== pid).map(({ seconds }) => seconds)
    return {
      allSeconds: used.reduce((sum, { seconds }) => sum + seconds, 0),
      mainThreadSeconds: used.find(({ thread }) => thread === pid)?.seconds ?? 0,
      busiestOtherThreadSeconds: Math.max(0, ...others),
    }
  }
}
