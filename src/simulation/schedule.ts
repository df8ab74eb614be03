/** Owns what will happen later: a queue of tasks in time order, first come first served within an instant. */

export interface Schedule {
  add(at: number, run: (at: number) => void): void
  /** Runs every task before `end`, those included that the tasks themselves add. */
  runUntil(end: number): void
  /** Hands every task that waits to another schedule. */
  moveTo(other: Schedule): void
  size(): number
}

interface Task {
  at: number
  serial: number
  run: (at: number) => void
}

const isBefore = (left: Task, right: Task) =>
  left.at < right.at || (left.at === right.at && left.serial < right.serial)

export function createSchedule(): Schedule {
  const heap: Task[] = []
  let serial = 0
  const takeFirst = () => {
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length > 0) sink(heap, last)
    return first
  }
  return {
    add(at, run) {
      rise(heap, { at, serial: serial++, run })
    },
    runUntil(end) {
      while (heap.length > 0 && heap[0]!.at < end) {
        const task = takeFirst()
        task.run(task.at)
      }
    },
    moveTo(other) {
      while (heap.length > 0) {
        const { at, run } = takeFirst()
        other.add(at, run)
      }
    },
    size: () => heap.length,
  }
}

function rise(heap: Task[], task: Task): void {
  let place = heap.length
  heap.push(task)
  while (place > 0) {
    const parent = (place - 1) >>> 1
    if (!isBefore(task, heap[parent]!)) break
    heap[place] = heap[parent]!
    place = parent
  }
  heap[place] = task
}

function sink(heap: Task[], task: Task): void {
  let place = 0
  for (;;) {
    let child = place * 2 + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, task)) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = task
}
