import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { formatCount } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import { MOST_OPERATIONS } from '#lib/evidence/pack.ts'
import type { PackRange, RangeLack } from './pack-range.ts'

/** The time that a pack is offered for, or why it is offered for none. */
export type PackOffer = PackRange | RangeLack | 'too_many'

/** The pack beside the exports, for those who may export. */
export function PackExport({ offer }: { offer: PackOffer }) {
  const t = useTranslations('audit.export')
  const lack = useLackWords()
  if (typeof offer === 'string') {
    return (
      <Button icon="export" unavailable={lack(offer)}>
        {t('pack')}
      </Button>
    )
  }
  return (
    <ButtonLink icon="export" href={paths.api.evidence({ from: offer.from, to: offer.to })} download>
      {t('pack')}
    </ButtonLink>
  )
}

/** What the pack takes, or what it lacks, in sight. A line either way: nothing below moves with what is asked for. */
export function PackWords({ offer, role }: { offer: PackOffer; role: Role | null }) {
  const t = useTranslations('audit.export.range')
  const lack = useLackWords()
  if (role === null || !can(role, 'audit.export')) return null
  return (
    <p className="px-5 pb-2.5 text-right text-small text-ink-3 max-rail:px-4 max-rail:text-left">
      {typeof offer === 'string'
        ? lack(offer)
        : t.rich('whole', {
            from: () => <Instant at={offer.from} precision="minute" />,
            to: () => <Instant at={offer.to} precision="minute" />,
          })}
    </p>
  )
}

function useLackWords(): (lack: RangeLack | 'too_many') => string {
  const t = useTranslations('audit.export.range')
  return (lack) => t(lack, { most: formatCount(MOST_OPERATIONS) })
}
