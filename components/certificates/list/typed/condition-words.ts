'use client'
import { useLocale, useTranslations } from 'next-intl'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import type { Moment, QueryCondition, QueryNode, TimeCondition } from '#lib/certificates/query/query.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365 * DAY_MS

/** A condition in words; `value` may hold a text that somebody else chose. */
export type ConditionWords = { field: string; relation?: string; value: string; isTurned: boolean }

/** How the conditions of a typed query are said. */
export function useConditionWords(cas: readonly NamedCa[]): (node: QueryNode) => ConditionWords {
  const t = useTranslations('query')
  const locale = useLocale()
  const values = useValueWords(cas)
  const listed = { and: new Intl.ListFormat(locale), or: new Intl.ListFormat(locale, { type: 'disjunction' }) }

  const wordsOf = (node: QueryNode): ConditionWords => {
    switch (node.kind) {
      case 'not': {
        const words = wordsOf(node.part)
        return words.isTurned
          ? { field: t('all'), value: said(node.part), isTurned: true }
          : { ...words, isTurned: true }
      }
      case 'term':
        return { field: t(`field.${node.condition.field}`), ...values(node.condition), isTurned: false }
      case 'and':
      case 'or':
        return {
          field: t(node.kind === 'and' ? 'all' : 'any'),
          value: listed[node.kind].format(node.parts.map(inside)),
          isTurned: false,
        }
    }
  }
  /** In one line. */
  const said = (node: QueryNode): string => {
    const { field, relation, value, isTurned } = wordsOf(node)
    const line = relation === undefined ? value : t('said', { field, relation, value })
    return isTurned ? t('turned', { condition: line }) : line
  }
  const inside = (node: QueryNode) => (node.kind === 'and' || node.kind === 'or' ? `(${said(node)})` : said(node))
  return wordsOf
}

/** Relation and value of one condition. */
function useValueWords(cas: readonly NamedCa[]): (condition: QueryCondition) => { relation: string; value: string } {
  const t = useTranslations('query')
  const names = useTranslations('certificates')
  const alternatives = new Intl.ListFormat(useLocale(), { type: 'disjunction' })
  const timesOf = useTimeWords()
  const is = (values: readonly string[]) => ({ relation: t('relation.is'), value: alternatives.format(values) })
  return (condition) => {
    if ('is' in condition) return is([t(`presence.${condition.is}`)])
    switch (condition.field) {
      case 'status':
        return is(condition.values.map((status) => names(`facet.status.${status}`)))
      case 'type':
        return is(condition.values.map((type) => names(`type.${type}`)))
      case 'ca':
        return is(condition.values.map((ca) => cas.find(({ identifier }) => identifier === ca)?.name ?? ca))
      case 'algorithm':
        return is(condition.values.map((algorithm) => algorithm.replace('_', ' ')))
      case 'key': {
        const { from, to } = condition
        if (from !== null && to !== null) return is([from === to ? String(from) : `${String(from)}–${String(to)}`])
        return from !== null
          ? { relation: t('relation.atLeast'), value: String(from) }
          : { relation: t('relation.atMost'), value: String(to) }
      }
      case 'expires':
      case 'issued':
      case 'revoked':
      case 'seen':
        return timesOf(condition)
      case 'id':
      case 'request':
      case 'tag':
        return is([condition.text])
      case 'sha256':
      case 'sha1':
      case 'md5':
      case 'spki':
        return { relation: t('relation.begins'), value: condition.text }
      default:
        return { relation: t('relation.contains'), value: condition.text }
    }
  }
}

function useTimeWords(): (condition: TimeCondition) => { relation: string; value: string } {
  const t = useTranslations('query')
  const age = (ms: number) => {
    if (ms % YEAR_MS === 0) return t('age.years', { count: ms / YEAR_MS })
    return ms % DAY_MS === 0
      ? t('age.days', { count: ms / DAY_MS })
      : t('age.hours', { count: Math.round(ms / HOUR_MS) })
  }
  const word = (moment: Moment | 'now') => {
    if (moment === 'now' || (moment.kind !== 'instant' && moment.ms === 0)) return t('moment.now')
    if (moment.kind === 'instant')
      return new Date(moment.at).toISOString().replace(/T00:00:00\.000Z$|:00\.000(?=Z$)/, '')
    return t(`moment.${moment.kind}`, { age: age(moment.ms) })
  }
  return ({ field, from, to }) => {
    if (from === 'now' && to?.kind === 'ahead') return { relation: t('relation.within'), value: age(to.ms) }
    if (field !== 'expires' && from !== null && from !== 'now' && from.kind === 'ago' && to === null) {
      return { relation: t('relation.withinLast'), value: age(from.ms) }
    }
    if (from !== null && to !== null) {
      return { relation: t('relation.from'), value: t('between', { from: word(from), to: word(to) }) }
    }
    if (from !== null) {
      const isDate = from !== 'now' && from.kind === 'instant'
      return { relation: t(isDate ? 'relation.from' : 'relation.laterThan'), value: word(from) }
    }
    return { relation: t('relation.before'), value: to === null ? '' : word(to) }
  }
}
