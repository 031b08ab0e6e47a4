/**
 * What a certificate's file is called: what its common name leaves of ASCII letters, digits, dots and hyphens, and the
 * end of its serial, so that namesakes differ. No name of a device of Windows, no dot in front, no bidi, no quotes.
 */
export function certificateFileName({
  commonName,
  serialNumber,
}: {
  commonName: string
  serialNumber: string
}): string {
  const name = commonName
    .normalize('NFKC')
    .replaceAll('*', 'wildcard')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .slice(0, LONGEST)
    .replaceAll(/^[.-]+|[.-]+$/g, '')
  const serial = serialNumber.replaceAll(/[^0-9a-f]/g, '').slice(-8)
  return ['certificate', name, serial].filter((part, place) => (place === 0 ? name === '' : part !== '')).join('-')
}

const LONGEST = 60
