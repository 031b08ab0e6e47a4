/** The attributes of the API's SubjectDN (cas-20200630, ListClientCertificate), in its order. */
const attributes = ['C', 'O', 'OU', 'L', 'ST', 'CN'] as const
export type SubjectAttribute = (typeof attributes)[number]

const BEGINNING = new RegExp(`(?:^|(?<!\\\\),)(${attributes.join('|')})=`)

/**
 * What a SubjectDN holds of one attribute, in its order. `C=CN,O=Aliyun,OU=Security`: a comma ends a value only where the
 * next attribute begins. The API writes no escapes, so a value that looks like another attribute is shown as one; nothing
 * of the text is left out.
 */
export function subjectParts(subject: string, attribute: SubjectAttribute): string[] {
  const [, ...pieces] = subject.split(BEGINNING)
  return pieces.flatMap((name, index) => (index % 2 === 0 && name === attribute ? [pieces[index + 1] ?? ''] : []))
}
