/** Owns the change between one's own network and the sample one, and what has to be forgotten with it. */
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { go } from '../../stores/address.ts'
import { forgetNetwork, useTowerCommand } from '../../stores/engine.ts'

export function useOpenNetwork() {
  const command = useTowerCommand('tower.openNetwork')
  return {
    pending: command.isPending,
    open(network: 'own' | 'sample'): void {
      command.mutate(
        { network },
        {
          onSuccess() {
            forgetNetwork()
            notifyDone(network === 'sample' ? 'The sample network is open.' : 'Your own network is open.')
            go('/network', { region: null, country: null, category: null, asOf: null })
          },
          onError: (error) => notifyFailure('The other network could not be opened', error),
        },
      )
    },
  }
}
