'use client'
import { useTranslations } from 'next-intl'
import { DialogGate } from '#components/ui/dialog.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { GATE_LENGTH, gateMatches, type GateReason } from '#lib/certificates/gate.ts'

/** Asks for something that identifies the certificate, only where the impact is high, and says at once whether it fits. */
export function GateField({
  id,
  reasons,
  serialNumber,
  typed,
  onType,
}: {
  id: string
  reasons: readonly GateReason[]
  serialNumber: string
  typed: string
  onType: (typed: string) => void
}) {
  const t = useTranslations('writes.gate')
  return (
    <DialogGate>
      <TextField
        id={id}
        label={t('label')}
        look="code"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={64}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        beside={<Verdict typed={typed} serialNumber={serialNumber} />}
        hint={t('because', { reasons: reasons.map((reason) => t(`reason.${reason}`)).join(t('join')) })}
      />
    </DialogGate>
  )
}

function Verdict({ typed, serialNumber }: { typed: string; serialNumber: string }) {
  const t = useTranslations('writes.gate')
  const matches = gateMatches(typed, serialNumber)
  // Nothing is wrong while somebody is still typing.
  const differs = !matches && typed.trim().length >= Math.min(GATE_LENGTH, serialNumber.length)
  return (
    <span role="status" className="flex items-center gap-1.5 text-small whitespace-nowrap text-ink-2">
      {matches ? (
        <>
          <Icon name="check" className="text-ok" />
          {t('matches')}
        </>
      ) : null}
      {differs ? (
        <>
          <Icon name="caution" className="text-caution" />
          {t('differs')}
        </>
      ) : null}
    </span>
  )
}
