import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../stages/command.ts'

export type Language = 'en' | 'zh-CN'

/** The words of a catalog by their place in it, such as `writes.revoke.title`: what a reader of that language sees. */
export function wordsIn(language: Language): (place: string) => string {
  return (place) => {
    const [catalog = '', ...keys] = place.split('.')
    const file = path.join(root, 'lib/i18n/catalogs', language, `${catalog}.json`)
    let value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    for (const key of keys) value = value instanceof Object ? Reflect.get(value, key) : undefined
    if (typeof value !== 'string') throw new Error(`no words at ${place}`)
    return value
  }
}
