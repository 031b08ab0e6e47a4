import { useTranslations } from 'next-intl'

const units = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const

/** A length of time in its largest whole unit: 42 s, 7 min, 3 h, 2 d. */
export function useSpan(): (ms: number) => string {
  const t = useTranslations('ui.span')
  return (ms) => {
    const [unit, size] = units.find(([, least]) => ms >= least) ?? (['seconds', 1_000] as const)
    return t(unit, { count: Math.max(unit === 'seconds' && ms < 1_000 ? 1 : 0, Math.round(ms / size)) })
  }
}
