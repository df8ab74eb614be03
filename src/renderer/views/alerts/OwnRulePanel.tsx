/** Owns the drawer in which a user writes a rule. */
import { SidePanel } from '../../components/SidePanel.tsx'
import { alertRulePath, go } from '../../stores/address.ts'
import { OwnRuleForm } from './OwnRuleForm.tsx'

export function OwnRulePanel({ onClose }: { onClose(): void }) {
  return (
    <SidePanel
      wide
      title="A rule of your own"
      subtitle="A condition over figures of the network; tried on the past before it is saved"
      onClose={onClose}
      testId="own-rule"
    >
      <OwnRuleForm detail={null} onDone={(rule) => go(alertRulePath(rule))} />
    </SidePanel>
  )
}
