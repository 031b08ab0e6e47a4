'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { StatusIcon } from '#components/ui/status-mark.tsx'
import { spellText } from '#lib/core/text.ts'
import { certificateTypes, type CertificateFacets } from '#lib/certificates/schema.ts'
import type { StatusFilter } from '#lib/certificates/status.ts'
import { CaName } from '../ca-name.tsx'
import { ExpiryFacet } from './expiry-facet.tsx'
import { choicesOf } from './choices.ts'
import { FacetChoice } from './facet-choice.tsx'
import { FacetGroup, type FacetProps } from './facet-group.tsx'
import { KeyFacet } from './key-facet.tsx'
import { LackFacet } from './lack-facet.tsx'
import type { Reading } from './typed/reading.ts'
import type { Go } from './use-list-address.ts'

export const facetsId = 'certificate-filters'

// With the drawer, which most screens never open.
const SortChoice = lazy(() => import('./sort-choice.tsx').then((module) => ({ default: module.SortChoice })))

const statuses: readonly StatusFilter[] = ['valid', 'expiring', 'expired', 'revoked', 'unknown', 'pending', 'deleted']
const CAS_AT_FIRST = 6

/**
 * What the list can be narrowed by, each with the number that choosing it would show. Beside the table where there is
 * room; below that a drawer of the platform (a popover: Escape and a press beside it close it, focus goes back).
 */
export function FacetsPanel({
  filter,
  reading,
  go,
  facets,
  isAwaited,
  summary,
}: Omit<FacetProps, 'choices'> & {
  /** What the text of the filter says; null until it can be read. */
  reading: Reading | null
  /** The counts are those of an earlier filter, or not there yet. */
  isAwaited: boolean
  summary: ReactNode
}) {
  const t = useTranslations('certificates.facet')
  const [isLost, setLost] = useState(false)
  const [wasOpened, setOpened] = useState(false)
  const told: Go = (next, how) => {
    setLost(false)
    go(next, how)
  }
  const choices = choicesOf(filter, reading, facets?.ca ?? [], told, () => setLost(true))
  const props = { filter: reading?.settled ?? filter, go: told, choices, facets }
  return (
    <div
      id={facetsId}
      popover="auto"
      role="group"
      aria-label={t('label')}
      aria-busy={isAwaited || undefined}
      onToggle={() => setOpened(true)}
      className="facets-panel"
    >
      <div className="mb-1 flex items-center justify-between side:hidden">
        <h2 className="text-section">{t('label')}</h2>
        <CloseButton>{t('close')}</CloseButton>
      </div>
      <p className={isLost ? '-ml-2 mb-3' : ''}>
        <LiveRegion tone="alert" hidden={!isLost}>
          {isLost ? t('lost') : null}
        </LiveRegion>
      </p>
      {wasOpened ? (
        <div className="rail:hidden">
          <Suspense>
            <SortChoice filter={props.filter} go={told} />
          </Suspense>
        </div>
      ) : null}
      <StatusFacet {...props} />
      <TypeFacet {...props} />
      <ExpiryFacet {...props} />
      <LackFacet {...props} />
      {/* Last what only the counts name: when they come, nothing moves that could be pressed before. */}
      <CaFacet {...props} />
      <KeyFacet {...props} />
      <div className="sticky -bottom-5 -mx-4 -mb-5 border-t border-line bg-sheet px-4 py-3 rail:hidden">
        <button
          type="button"
          popoverTarget={facetsId}
          popoverTargetAction="hide"
          className="h-11 w-full rounded-control border border-accent bg-accent font-semibold text-accent-ink"
        >
          {summary}
        </button>
      </div>
    </div>
  )
}

function CloseButton({ children }: { children: string }) {
  return (
    <button
      type="button"
      popoverTarget={facetsId}
      popoverTargetAction="hide"
      aria-label={children}
      className="-mr-2 grid size-8 place-items-center rounded-control text-ink-3 hover:bg-well hover:text-ink max-rail:size-11"
    >
      <Icon name="close" />
    </button>
  )
}

/** Opens the drawer; there is no button where the panel stands beside the table. */
export function FiltersButton({ count }: { count: number }) {
  const t = useTranslations('certificates.facet')
  return (
    <span className="side:hidden">
      <Button icon="filter" popoverTarget={facetsId}>
        {t('open', { count })}
      </Button>
    </span>
  )
}

function StatusFacet({ choices, facets }: FacetProps) {
  const t = useTranslations('certificates.facet')
  return (
    <FacetGroup legend={t('statusLegend')}>
      {statuses.map((status) => (
        <FacetChoice
          key={status}
          choices={choices}
          choice={{ field: 'status', value: status }}
          name={t(`status.${status}`)}
          icon={<StatusIcon mark={status} />}
          count={facets?.status[status]}
        >
          {t(`status.${status}`)}
        </FacetChoice>
      ))}
    </FacetGroup>
  )
}

function TypeFacet({ choices, facets }: FacetProps) {
  const t = useTranslations('certificates')
  return (
    <FacetGroup legend={t('facet.typeLegend')}>
      {certificateTypes.map((type) => (
        <FacetChoice
          key={type}
          choices={choices}
          choice={{ field: 'type', value: type }}
          name={t(`type.${type}`)}
          count={facets?.type[type]}
        >
          {t(`type.${type}`)}
        </FacetChoice>
      ))}
    </FacetGroup>
  )
}

function CaFacet({ choices, facets }: FacetProps) {
  const t = useTranslations('certificates.facet')
  const [isWhole, setWhole] = useState(false)
  // By name, not by count: a choice must not move while others are made.
  const all = [...(facets?.ca ?? [])].sort((one, other) => nameOf(one).localeCompare(nameOf(other), 'en'))
  const isChosen = (identifier: string) => choices.stanceOf({ field: 'ca', value: identifier }) !== 'open'
  const shown = isWhole ? all : all.filter(({ identifier }, index) => index < CAS_AT_FIRST || isChosen(identifier))
  const hidden = all.length - shown.length
  if (all.length === 0) return null
  return (
    <FacetGroup legend={t('caLegend')}>
      {shown.map((ca) => (
        <FacetChoice
          key={ca.identifier}
          choices={choices}
          choice={{ field: 'ca', value: ca.identifier }}
          name={spellText(nameOf(ca))}
          count={ca.count}
        >
          <CaName name={nameOf(ca)} />
        </FacetChoice>
      ))}
      {hidden === 0 ? null : (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="h-6 text-small text-accent hover:underline max-side:h-9"
        >
          {t('more', { count: hidden })}
        </button>
      )}
    </FacetGroup>
  )
}

function nameOf({ name, identifier }: CertificateFacets['ca'][number]): string {
  return name ?? identifier
}
