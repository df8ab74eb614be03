/** Owns the name under which tables take their virtual rows, so that one place says why it is safe here. */
import { useVirtualizer } from '@tanstack/react-virtual'

/**
 * The virtualizer hands out functions that change without telling; only React's compiler, which this
 * project does not use, would keep stale answers of them.
 */
export const useRowsInSight = useVirtualizer
