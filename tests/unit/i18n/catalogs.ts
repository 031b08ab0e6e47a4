import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../../../lib/i18n/catalogs')

/** Every message of a locale by its full key, read from the files themselves so that an unlisted file is seen too. */
export function readCatalog(locale: string): ReadonlyMap<string, string> {
  const messages = new Map<string, string>()
  for (const file of readdirSync(path.join(root, locale))) {
    const parsed: unknown = JSON.parse(readFileSync(path.join(root, locale, file), 'utf8'))
    collect(parsed, namespaceOf(file), messages)
  }
  return messages
}

export function namespacesOf(locale: string): readonly string[] {
  return readdirSync(path.join(root, locale)).map(namespaceOf).sort()
}

/** `sign-in.json` holds the namespace `signIn`. */
function namespaceOf(file: string): string {
  return file.replace(/\.json$/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function collect(value: unknown, key: string, into: Map<string, string>): void {
  if (typeof value === 'string') into.set(key, value)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) collect(member, `${key}.${name}`, into)
  } else throw new TypeError(`${key} is no text`)
}
