import { asciiOf } from './characters.ts'
import { formatTimes } from './moment-text.ts'
import { parseQuery } from './parse.ts'
import type { QueryCondition, QueryNode } from './query.ts'
import { quoted } from './quoted.ts'

/** The query as it is typed, with no mark more than it needs: read back it is the same, but for the spans. */
export function formatQuery(node: QueryNode | null): string {
  if (node === null) return ''
  switch (node.kind) {
    case 'term':
      return formatCondition(node.condition)
    case 'not':
      return `-${turned(node.part)}`
    case 'or':
      return node.parts.map(formatQuery).join(' OR ')
    case 'and':
      return node.parts.map((part, at) => beside(part, node.parts[at - 1])).join(' ')
  }
}

/** A condition by itself, as a term. */
export function formatCondition(condition: QueryCondition): string {
  if ('is' in condition) return `${condition.field}:${condition.is === 'none' ? 'none' : 'yes'}`
  switch (condition.field) {
    case 'text':
      return isBareText(condition.text) ? condition.text : quoted(condition.text)
    case 'status':
    case 'type':
    case 'ca':
    case 'algorithm': {
      const { field, values } = condition
      return `${field}:${values.map((value) => formatValue(field, value)).join(',')}`
    }
    case 'key':
      return `key${bitsOf(condition)}`
    case 'expires':
    case 'issued':
    case 'revoked':
    case 'seen':
      return `${condition.field}${formatTimes(condition)}`
    default:
      return `${condition.field}:${formatValue(condition.field, condition.text)}`
  }
}

/** Two bare texts side by side would be one. */
function beside(part: QueryNode, before: QueryNode | undefined): string {
  if (part.kind === 'or') return `(${formatQuery(part)})`
  if (!isText(part) || before === undefined || !isText(before)) return formatQuery(part)
  return isQuoted(formatQuery(before)) ? formatQuery(part) : quoted(part.condition.text)
}

function isText(node: QueryNode): node is QueryNode & { kind: 'term'; condition: { field: 'text' } } {
  return node.kind === 'term' && node.condition.field === 'text'
}

function isQuoted(text: string): boolean {
  return text.startsWith('"')
}

/** `-` turns one word alone. */
function turned(part: QueryNode): string {
  const text = formatQuery(part)
  if (part.kind !== 'term') return `(${text})`
  return isText(part) && !isQuoted(text) && /\s/.test(text) ? quoted(part.condition.text) : text
}

function bitsOf({ from, to }: { from: number | null; to: number | null }): string {
  if (from === null) return `<${String((to ?? Infinity) + 1)}`
  if (to === null) return `>=${String(from)}`
  return from === to ? `:${String(from)}` : `:${String(from)}..${String(to)}`
}

/** A value behind its field, in quotation marks where it needs them. */
export function formatValue(field: string, value: string): string {
  if (!closesItself(value)) return quoted(value)
  const read = parseQuery(`${field}:${value}`)
  if (!read.ok || read.value?.kind !== 'term' || read.value.span.to !== field.length + 1 + value.length) {
    return quoted(value)
  }
  const { condition } = read.value
  const isSame =
    'values' in condition
      ? condition.values.length === 1 && condition.values[0] === value
      : 'text' in condition && condition.field !== 'text' && condition.text === value
  return isSame ? value : quoted(value)
}

/** Whether a text typed by itself, or behind another term, would be read as this one text. */
function isBareText(text: string): boolean {
  if ('-<>=:'.includes(asciiOf(text.charAt(0))) || !closesItself(text)) return false
  const read = parseQuery(text)
  if (!read.ok || read.value?.kind !== 'term') return false
  const { condition } = read.value
  return condition.field === 'text' && condition.text === text
}

/** Whether every parenthesis in it is closed in it: another would close with what comes behind. */
function closesItself(text: string): boolean {
  const signs = Array.from(text, asciiOf)
  return signs.filter((sign) => sign === '(').length <= signs.filter((sign) => sign === ')').length
}
