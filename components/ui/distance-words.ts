import { useTranslations } from 'next-intl'
import type { Distance } from '#lib/core/format.ts'

/** Words for a distance: `40 s ago`, `in 5 h 56 min`; bare: `5 h 56 min`. Usable on the server and in the browser. */
export function useDistanceWords(): (distance: Distance, look?: 'relative' | 'bare') => string {
  const t = useTranslations('ui.distance')
  return ({ direction, parts }, look = 'relative') => {
    const told = parts.map(({ unit, value }) => t(`unit.${unit}`, { value })).join(' ')
    return look === 'bare' ? told : t(`direction.${direction}`, { distance: told })
  }
}
