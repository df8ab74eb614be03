/** Owns a binary heap of numbered items, the least key first; an item may be in it more than once. */

export interface MinHeap {
  clear(): void
  push(item: number, key: number): void
  /** The item with the least key, or −1 where the heap is empty. */
  pop(): number
}

export function makeHeap(): MinHeap {
  let keys = new Float64Array(256)
  let items = new Int32Array(256)
  let size = 0

  function grow(): void {
    const moreKeys = new Float64Array(keys.length * 2)
    const moreItems = new Int32Array(keys.length * 2)
    moreKeys.set(keys)
    moreItems.set(items)
    keys = moreKeys
    items = moreItems
  }

  return {
    clear() {
      size = 0
    },
    push(item, key) {
      if (size === keys.length) grow()
      let at = size++
      while (at > 0) {
        const above = (at - 1) >> 1
        const aboveKey = keys[above] ?? 0
        if (aboveKey <= key) break
        keys[at] = aboveKey
        items[at] = items[above] ?? 0
        at = above
      }
      keys[at] = key
      items[at] = item
    },
    pop() {
      if (size === 0) return -1
      const top = items[0] ?? 0
      size -= 1
      const key = keys[size] ?? 0
      const item = items[size] ?? 0
      let at = 0
      for (;;) {
        let below = 2 * at + 1
        if (below >= size) break
        if (below + 1 < size && (keys[below + 1] ?? 0) < (keys[below] ?? 0)) below += 1
        const belowKey = keys[below] ?? 0
        if (belowKey >= key) break
        keys[at] = belowKey
        items[at] = items[below] ?? 0
        at = below
      }
      keys[at] = key
      items[at] = item
      return top
    },
  }
}
