/** Owns what this page's host lets in: its content policy, read from the host's own answer. */
import { useEffect, useMemo, useState } from 'react'
import { originsOfTemplate, refusedOrigins } from '../../shared/tileOrigins.ts'

/** Origins of a tile server's address whose pictures this host keeps out; none while its policy is not known. */
export function useRefusedTileOrigins(template: string): string[] {
  const [policy, setPolicy] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    fetch('/', { method: 'HEAD' }).then(
      ({ headers }) => wanted && setPolicy(headers.get('content-security-policy')),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [])
  return useMemo(() => refusedOrigins(policy, originsOfTemplate(template)), [policy, template])
}
