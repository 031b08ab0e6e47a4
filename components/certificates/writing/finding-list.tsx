'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Findings } from '#components/ui/findings.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { paths } from '#lib/core/paths.ts'
import type { Neighbour, Neighbours } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { nameOf } from '../name-of.ts'
import type { FindingFact } from './finding-facts.ts'

/** The findings in words: one line of claim, one line of fact. */
export function FindingList({ kind, facts }: { kind: OperationKind; facts: readonly FindingFact[] }) {
  const t = useTranslations('writes.finding')
  const words = useVendorWords()
  const findings = facts.map((fact) => ({
    key: fact.key,
    weight: fact.weight,
    claim: t(`claim.${fact.key}`, { kind, count: 'neighbours' in fact ? fact.neighbours.total : 0 }),
    fact: 'neighbours' in fact ? <NeighbourNames neighbours={fact.neighbours} /> : factOf(fact),
    ...(fact.key === 'tombstone' ? { icon: 'deleted' as const } : {}),
    ...(fact.key === 'scheduled' ? { icon: 'clock' as const } : {}),
  }))
  return <Findings findings={findings} label={t('label')} />

  function factOf(fact: Exclude<FindingFact, { neighbours: Neighbours }>): ReactNode {
    if (fact.key === 'waiting') return t.rich('fact.waiting', { day: () => <Instant at={fact.from} precision="day" /> })
    if (fact.key !== 'scheduled') return t(`fact.${fact.key}`, { kind, ...words })
    return t.rich('fact.scheduled', {
      by: () => <UntrustedText text={fact.by} />,
      link: (chunks) => <TextLink href={paths.operation(fact.id)}>{chunks}</TextLink>,
    })
  }
}

/** The first of them by name, since it is the one to look at; the rest by number. */
function NeighbourNames({ neighbours: { items, total } }: { neighbours: Neighbours }) {
  const t = useTranslations('writes.finding')
  const first = items.find(({ status }) => status === 'valid') ?? items[0]
  if (first === undefined) return null
  const name = () => <NeighbourLink neighbour={first} />
  if (total > 1) return t.rich('also', { name, count: total - 1 })
  if (first.status !== 'valid') return t.rich('neighbour.gone', { name })
  const { notAfter } = first
  if (notAfter === null) return t.rich('neighbour.undated', { name })
  return t.rich('neighbour.valid', { name, day: () => <Instant at={notAfter} precision="day" /> })
}

function NeighbourLink({ neighbour }: { neighbour: Neighbour }) {
  return (
    <TextLink href={paths.certificate(neighbour.identifier)}>
      <UntrustedText text={nameOf(neighbour)} />
    </TextLink>
  )
}
