import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/**
 * Which messages the sources ask for. A translator is what `useTranslations('ns')` or `await getTranslations('ns')`
 * returns, under any name, or a parameter of the type `Translator<'ns'>`. A key is a literal or a template
 * (`t(`role.${role}`)`), which then uses every key that it can become. Any other expression uses everything below its
 * translator's namespace, if that is part of a file; of a whole file it is reported (types already keep it from missing).
 */
export type Uses = {
  readonly keys: ReadonlySet<string>
  /** Key with `*` for each part that is only known while running. */
  readonly patterns: ReadonlySet<string>
  readonly unreadable: readonly string[]
}

type Found = { keys: Set<string>; patterns: Set<string>; unreadable: string[] }

const root = path.resolve(import.meta.dirname, '../../..')

export function usesInSources(): Uses {
  const found: Found = { keys: new Set(), patterns: new Set(), unreadable: [] }
  for (const file of globSync(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.{ts,tsx}'], { cwd: root })) {
    addUses(file, readFileSync(path.join(root, file), 'utf8'), found)
  }
  return found
}

/** For one source text; exported for the scanner's own tests. */
export function usesIn(text: string): Uses {
  const found: Found = { keys: new Set(), patterns: new Set(), unreadable: [] }
  addUses('source.tsx', text, found)
  return found
}

function addUses(file: string, text: string, found: Found): void {
  addCatalogImports(text, found)
  if (!/useTranslations|getTranslations|Translator</.test(text)) return
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  visit(source, new Map(), (call, namespace) => {
    const [argument] = call.arguments
    const where = `${file}:${String(source.getLineAndCharacterOfPosition(call.getStart()).line + 1)}`
    addKey(argument, namespace, where, found)
  })
}

/** A page that works without the catalog (global-error) imports one file of it and reads its members. */
function addCatalogImports(text: string, found: Found): void {
  for (const [, name = '', file = ''] of text.matchAll(/import (\w+) from '[^']*catalogs\/en\/([\w-]+)\.json'/g)) {
    const namespace = file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    for (const [, members = ''] of text.matchAll(new RegExp(`\\b${name}((?:\\.\\w+)+)`, 'g'))) {
      found.keys.add(namespace + members)
    }
  }
}

type Scope = Map<string, string>

/** Walks the tree with the translators that are in scope; a function's own names do not leak out of it. */
function visit(node: ts.Node, scope: Scope, onCall: (call: ts.CallExpression, namespace: string) => void): void {
  const inner = ts.isFunctionLike(node) || ts.isBlock(node) ? new Map(scope) : scope
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
    const namespace = namespaceOfInitializer(node.initializer)
    if (namespace !== null) inner.set(node.name.text, namespace)
    else inner.delete(node.name.text)
  }
  if (ts.isParameter(node) && ts.isIdentifier(node.name)) {
    const namespace = namespaceOfType(node.type)
    if (namespace !== null) inner.set(node.name.text, namespace)
  }
  if (ts.isCallExpression(node)) {
    const namespace = namespaceOfCallee(node.expression, inner)
    if (namespace !== null) onCall(node, namespace)
  }
  ts.forEachChild(node, (child) => {
    visit(child, inner, onCall)
  })
}

function namespaceOfInitializer(initializer: ts.Expression): string | null {
  const call = ts.isAwaitExpression(initializer) ? initializer.expression : initializer
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return null
  if (!['useTranslations', 'getTranslations'].includes(call.expression.text)) return null
  const [argument] = call.arguments
  return argument && ts.isStringLiteralLike(argument) ? argument.text : ''
}

function namespaceOfType(type: ts.TypeNode | undefined): string | null {
  if (!type || !ts.isTypeReferenceNode(type) || type.typeName.getText() !== 'Translator') return null
  const [argument] = type.typeArguments ?? []
  return argument && ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal)
    ? argument.literal.text
    : null
}

/** `t(…)`, and `t.rich(…)`, `t.markup(…)`, `t.has(…)`, `t.raw(…)`. */
function namespaceOfCallee(callee: ts.Expression, scope: Scope): string | null {
  const name = ts.isPropertyAccessExpression(callee) ? callee.expression : callee
  return ts.isIdentifier(name) ? (scope.get(name.text) ?? null) : null
}

function addKey(argument: ts.Expression | undefined, namespace: string, where: string, found: Found): void {
  const prefix = namespace === '' ? '' : `${namespace}.`
  if (argument && ts.isStringLiteralLike(argument)) found.keys.add(prefix + argument.text)
  else if (argument && ts.isTemplateExpression(argument) && prefix + argument.head.text !== '') {
    const rest = argument.templateSpans.map((span) => `*${span.literal.text}`).join('')
    found.patterns.add(prefix + argument.head.text + rest)
  } else if (argument && ts.isConditionalExpression(argument)) {
    addKey(argument.whenTrue, namespace, where, found)
    addKey(argument.whenFalse, namespace, where, found)
  } else if (argument && namespace.includes('.')) found.patterns.add(`${prefix}**`)
  else found.unreadable.push(where)
}

/** Whether a pattern covers a key: a `*` never runs past a dot, `**` does. */
export function covers(pattern: string, key: string): boolean {
  const parts = pattern.split('**').map((part) =>
    part
      .split('*')
      .map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^.]+'),
  )
  return new RegExp(`^${parts.join('.+')}$`).test(key)
}
