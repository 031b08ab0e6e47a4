/**
 * Names of the arguments and tags of an ICU message, each once, sorted; tags as `<name>`. Inside a plural or a choice
 * a brace opens text, elsewhere an argument, so `{count, plural, one {certificate} other {…}}` has one name: `count`.
 */
export function placeholdersOf(message: string): readonly string[] {
  const names = new Set<string>()
  const inside: ('options' | 'text')[] = []
  for (let at = 0; at < message.length; at += 1) {
    const tag = /^<(\w+)>/.exec(message.slice(at))
    if (tag) names.add(`<${String(tag[1])}>`)
    if (message[at] === '}') inside.pop()
    if (message[at] !== '{') continue
    if (inside.at(-1) === 'options') {
      inside.push('text')
      continue
    }
    const argument = /^\{\s*(\w+)\s*(?:,\s*(\w+)\s*,?)?/.exec(message.slice(at))
    if (!argument) throw new SyntaxError(`no argument at ${String(at)} of ${message}`)
    names.add(String(argument[1]))
    inside.push(argument[2] === undefined ? 'text' : 'options')
    at += argument[0].length - 1
  }
  return [...names].sort()
}
