/** Owns whether nobody's hand is on a part of the screen: neither the pointer over it nor the keyboard in it. */
import { useEffect, useState, type RefObject } from 'react'

export function useAtRest(box: RefObject<HTMLElement | null>): boolean {
  const [over, setOver] = useState(false)
  const [within, setWithin] = useState(false)
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const enter = () => setOver(true)
    const leave = () => setOver(false)
    const focus = () => setWithin(element.contains(document.activeElement))
    element.addEventListener('pointerenter', enter)
    element.addEventListener('pointerleave', leave)
    document.addEventListener('focusin', focus)
    document.addEventListener('focusout', focus)
    return () => {
      element.removeEventListener('pointerenter', enter)
      element.removeEventListener('pointerleave', leave)
      document.removeEventListener('focusin', focus)
      document.removeEventListener('focusout', focus)
    }
  }, [box])
  return !over && !within
}
