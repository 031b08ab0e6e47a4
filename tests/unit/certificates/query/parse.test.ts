import { describe, expect, it } from 'vitest'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import type { QueryCondition, QueryError, QueryNode } from '#lib/certificates/query/query.ts'

/** Without the spans, and terms as their conditions. */
function shapeOf(node: QueryNode): unknown {
  if (node.kind === 'term') return node.condition
  return node.kind === 'not' ? { not: shapeOf(node.part) } : { [node.kind]: node.parts.map(shapeOf) }
}

function read(text: string): unknown {
  const result = parseQuery(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value === null ? null : shapeOf(result.value)
}

function errorOf(text: string): QueryError {
  const result = parseQuery(text)
  if (result.ok) throw new Error(`read: ${JSON.stringify(result.value)}`)
  return result.error
}

const text = (value: string): QueryCondition => ({ field: 'text', text: value })
const DAY = 86_400_000
const days = (count: number) => count * DAY
const instant = (word: string) => ({ kind: 'instant', at: Date.parse(word) })

describe('parseQuery', () => {
  it('reads the whole syntax', () => {
    expect(read('status:revoked ca:"Payments CA" expires<30d -type:server')).toEqual({
      and: [
        { field: 'status', values: ['revoked'] },
        { field: 'ca', values: ['Payments CA'] },
        { field: 'expires', from: 'now', to: { kind: 'ahead', ms: days(30) } },
        { not: { field: 'type', values: ['server'] } },
      ],
    })
  })

  it('binds NOT before AND before OR, and parentheses before all', () => {
    expect(read('a OR b AND NOT c')).toEqual({ or: [text('a'), { and: [text('b'), { not: text('c') }] }] })
    expect(read('(a OR b) -(c AND d)')).toEqual({
      and: [{ or: [text('a'), text('b')] }, { not: { and: [text('c'), text('d')] } }],
    })
    expect(read('NOT(a OR b)')).toEqual({ not: { or: [text('a'), text('b')] } })
    expect(read('((a AND b) AND (c))')).toEqual({ and: [text('a'), text('b'), text('c')] })
  })

  it.each([
    ['', null],
    [' \u3000\n', null],
    ['Zhang San', text('Zhang San')],
    ['  Zhang   San ', text('Zhang San')],
    ['9C 41 AD', text('9C 41 AD')],
    ['9c:41:ad', text('9c:41:ad')],
    ['CA:FE:BA:BE:00:11', text('CA:FE:BA:BE:00:11')],
    ['https://x.example/a?b=c', text('https://x.example/a?b=c')],
    ['serial=9C41AD', text('serial=9C41AD')],
    ['Serial Number: 9c:41', text('Serial Number: 9c:41')],
    ['SHA256 Fingerprint=9C:41', text('SHA256 Fingerprint=9C:41')],
    ['SHA-256 Fingerprint: 9C:41', text('SHA-256 Fingerprint: 9C:41')],
    ['2001:db8::1', text('2001:db8::1')],
    ['CN=pay.example,O=Foo', text('CN=pay.example,O=Foo')],
    ['urn:uuid:1', text('urn:uuid:1')],
    ['mailto:x', text('mailto:x')],
    ['DNS:pay.example', text('DNS:pay.example')],
    ['Foo - Bar', text('Foo - Bar')],
    ['a-b --c', text('a-b --c')],
    ['Foo(Test Lab) 2', text('Foo(Test Lab) 2')],
    ['阿里云（中国）', text('阿里云（中国）')],
    ['not or And', text('not or And')],
    ['ORANGE NOTE', text('ORANGE NOTE')],
    ['revoked', text('revoked')],
    ['revoked by "x"', { and: [text('revoked by'), text('x')] }],
    ['5"disk', text('5"disk')],
    ['"a \\"b\\" \\\\ \\c"', text('a "b" \\ \\c')],
    ['a "b c" d', { and: [text('a'), text('b c'), text('d')] }],
    ['-foo bar', { and: [{ not: text('foo') }, text('bar')] }],
    ['NOT foo bar', { not: text('foo bar') }],
  ])('reads %j as text where it is one', (typed, meant) => {
    expect(read(typed)).toEqual(meant)
  })

  it.each([
    '-----BEGIN CERTIFICATE-----\nMIIB (status:x " AND\n-----END CERTIFICATE-----',
    'Certificate:\n  Data:\n    Version: 3 (0x2)\n    Serial Number:\n  9c:41\n Issuer: CN = "x',
    'Certificate:\n Serial Number:\n 9c:41\n Subject: CN = x\n CA:TRUE\n keyid:AB\n DNS:x, othername:<unsupported>',
    'serial=9C41\nsubject=C = US, ST = OR, O = SMITH AND SONS, CN = not x\nsha256 Fingerprint=AB:CD',
    'depth=0 CN = x\n---\nServer certificate\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nsubject=CN = x',
  ])('leaves what tools print as one text', (printed) => {
    expect(read(` ${printed}\n`)).toEqual(text(printed))
  })

  it.each<[string, unknown]>([
    ['-serial=0a1b -serial=0a1c', { and: [{ not: text('serial=0a1b') }, { not: text('serial=0a1c') }] }],
    [
      'status:revoked (serial=0a1b OR serial=0a1c)',
      { and: [{ field: 'status', values: ['revoked'] }, { or: [text('serial=0a1b'), text('serial=0a1c')] }] },
    ],
    [
      'serial=0a1b issuer=x type:client',
      { and: [text('serial=0a1b issuer=x'), { field: 'type', values: ['client'] }] },
    ],
    ['serial=0a1b OR serial=0a1c', { or: [text('serial=0a1b'), text('serial=0a1c')] }],
    ['NOT serial=0a1b issuer=x', { not: text('serial=0a1b issuer=x') }],
  ])('loses no condition beside what a tool may have printed: %j', (typed, meant) => {
    expect(read(typed)).toEqual(meant)
  })

  it('takes a PEM for a text beside other conditions', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'
    const found = text(pem.replaceAll('\n', ' '))
    expect(read(`status:revoked ${pem}`)).toEqual({ and: [{ field: 'status', values: ['revoked'] }, found] })
    expect(read(`NOT ${pem}`)).toEqual({ not: found })
    expect(read(`type:client OR ${pem}`)).toEqual({ or: [{ field: 'type', values: ['client'] }, found] })
  })

  it.each([
    ['key:4096..2048', 'key:2048..4096'],
    ['expires:30d..now', 'expires:now..30d'],
    ['issued:now..7d', 'issued:7d..now'],
  ])('reads %s as %s', (turned, plain) => {
    expect(read(turned)).toEqual(read(plain))
  })

  it.each<[string, unknown]>([
    ['algorithm:ecc_0256', { field: 'algorithm', values: ['ECC_256'] }],
    ['STATUS:Revoked', { field: 'status', values: ['revoked'] }],
    ['status: revoked', { field: 'status', values: ['revoked'] }],
    ['status=revoked', { field: 'status', values: ['revoked'] }],
    ['status:revoked,expired,revoked', { field: 'status', values: ['revoked', 'expired'] }],
    ['status:(revoked OR expired)', { field: 'status', values: ['revoked', 'expired'] }],
    ['status:(revoked, expired)', { field: 'status', values: ['revoked', 'expired'] }],
    ['状态 status：revoked，expired', { and: [text('状态'), { field: 'status', values: ['revoked', 'expired'] }] }],
    ['ca：“支付 CA”', { field: 'ca', values: ['支付 CA'] }],
    [
      '（ｔｙｐｅ：client OR type:server）',
      {
        or: [
          { field: 'type', values: ['client'] },
          { field: 'type', values: ['server'] },
        ],
      },
    ],
    ['issuer:"A, B","C"', { field: 'ca', values: ['A, B', 'C'] }],
    ['ca:(Payments CA OR "C")', { field: 'ca', values: ['Payments CA', 'C'] }],
    ['algorithm:rsa-2048,ECC,"SM2 256"', { field: 'algorithm', values: ['RSA_2048', 'ECC', 'SM2_256'] }],
    ['key<2048', { field: 'key', from: null, to: 2047 }],
    ['key<=2048', { field: 'key', from: null, to: 2048 }],
    ['key > 2048', { field: 'key', from: 2049, to: null }],
    ['key>=2048', { field: 'key', from: 2048, to: null }],
    ['key:4096', { field: 'key', from: 4096, to: 4096 }],
    ['key:1024..2048', { field: 'key', from: 1024, to: 2048 }],
    ['name:pay.example', { field: 'cn', text: 'pay.example' }],
    ['dn:"CN=x, O=y"', { field: 'subject', text: 'CN=x, O=y' }],
    [
      'cn:(a b OR c)',
      {
        or: [
          { field: 'cn', text: 'a b' },
          { field: 'cn', text: 'c' },
        ],
      },
    ],
    ['serial:9c:41:ad', { field: 'serial', text: '9c:41:ad' }],
    ['Fingerprint:AB', { field: 'sha256', text: 'AB' }],
    ['request:7F3A-1', { field: 'request', text: '7F3A-1' }],
    ['crl:none', { field: 'crl', is: 'none' }],
    ['owner:None', { field: 'owner', is: 'none' }],
    ['owner:no', { field: 'owner', text: 'no' }],
    ['tag:none', { field: 'tag', is: 'none' }],
    ['note:none', { field: 'note', text: 'none' }],
    ['replacement:yes', { field: 'replacement', is: 'some' }],
    ['signature:SHA1', { field: 'signature', text: 'SHA1' }],
    ['NOT NOT status:valid', { not: { not: { field: 'status', values: ['valid'] } } }],
  ])('reads %j', (typed, meant) => {
    expect(read(typed)).toEqual(meant)
  })

  it.each([
    ['expires<30d', 'now', { kind: 'ahead', ms: days(30) }],
    ['expires:<=4w', 'now', { kind: 'ahead', ms: days(28) }],
    ['expires > 90d', { kind: 'ahead', ms: days(90) }, null],
    ['expires:-30d', { kind: 'ago', ms: days(30) }, { kind: 'ahead', ms: 0 }],
    ['expires<-1y', null, { kind: 'ago', ms: days(365) }],
    ['expires>now', 'now', null],
    ['expires:now..2027-01-01', 'now', instant('2027-01-02')],
    ['expires<2027-01-01', null, instant('2027-01-01')],
    ['expires<=2027-01-01', null, instant('2027-01-02')],
    ['expires>2026', instant('2027-01-01'), null],
    ['expires>=2026-12', instant('2026-12-01'), null],
    ['expiry:2026-12', instant('2026-12-01'), instant('2027-01-01')],
    ['expires:2026-12-31', instant('2026-12-31'), instant('2027-01-01')],
    ['expires:9999', instant('9999-01-01'), { kind: 'instant', at: Date.UTC(10_000, 0) }],
    ['expires:2026-12-01..2026-12-15', instant('2026-12-01'), instant('2026-12-16')],
    ['expires:60d..30d', { kind: 'ahead', ms: days(30) }, { kind: 'ahead', ms: days(60) }],
    ['expires:2026-12..2026-11', instant('2026-11-01'), instant('2027-01-01')],
    ['expires:..2026', null, instant('2027-01-01')],
    ['expires<2026-12-01T08:00+08:00', null, instant('2026-12-01')],
    ['expires：２０２６', instant('2026-01-01'), instant('2027-01-01')],
  ])('reads %j as from %j to %j', (typed, from, to) => {
    expect(read(typed)).toEqual({ field: 'expires', from, to })
  })

  it.each([
    ['issued<7d', { kind: 'ago', ms: days(7) }, null],
    ['created:12h', { kind: 'ago', ms: DAY / 2 }, null],
    ['issued>2m', null, { kind: 'ago', ms: days(60) }],
    ['issued:7d..30d', { kind: 'ago', ms: days(30) }, { kind: 'ago', ms: days(7) }],
    ['issued:30d..7d', { kind: 'ago', ms: days(30) }, { kind: 'ago', ms: days(7) }],
    ['issued>=2026', instant('2026-01-01'), null],
  ])('reads the age %j as from %j to %j', (typed, from, to) => {
    expect(read(typed)).toEqual({ field: 'issued', from, to })
  })

  it.each([
    ['revoked<7d', { kind: 'ago', ms: days(7) }, null],
    ['REVOKED <= 7d', { kind: 'ago', ms: days(7) }, null],
    ['revoked>30d', null, { kind: 'ago', ms: days(30) }],
    ['revoked:2026-11-01..2026-11-07', instant('2026-11-01'), instant('2026-11-08')],
    ['revoked:1d..1w', { kind: 'ago', ms: days(7) }, { kind: 'ago', ms: DAY }],
    ['revoked=2026-11', instant('2026-11-01'), instant('2026-12-01')],
  ])('reads when it was revoked, %j, as from %j to %j', (typed, from, to) => {
    expect(read(typed)).toEqual({ field: 'revoked', from, to })
  })

  it('says where each term stands', () => {
    const typed = ' a (status:revoked OR -b)'
    const result = parseQuery(typed)
    const slices: string[] = []
    const visit = (node: QueryNode) => {
      slices.push(typed.slice(node.span.from, node.span.to))
      if (node.kind === 'not') visit(node.part)
      else if (node.kind !== 'term') node.parts.forEach(visit)
    }
    if (result.ok && result.value !== null) visit(result.value)
    expect(slices).toEqual(['a (status:revoked OR -b)', 'a', '(status:revoked OR -b)', 'status:revoked', '-b', 'b'])
  })

  it.each<[string, string, string, string?]>([
    ['statsu:revoked', 'unknown_field', 'statsu', 'status'],
    ['a tpye:server', 'unknown_field', 'tpye', 'type'],
    ['expire<30d', 'unknown_field', 'expire', 'expires'],
    ['serail:"x"', 'unknown_field', 'serail', 'serial'],
    ['status:revokd', 'unknown_value', 'revokd', 'revoked'],
    ['status:active', 'unknown_value', 'active'],
    ['algorithm:ecdsa', 'unknown_value', 'ecdsa', 'ECC'],
    ['status:', 'missing_value', 'status:'],
    ['status: AND a', 'missing_value', 'status:'],
    ['ca:""', 'missing_value', 'ca:'],
    ['status:revoked,', 'missing_value', 'status:'],
    ['(ca:)', 'missing_value', 'ca:'],
    ['""', 'missing_value', '""', ''],
    ['revokd<7d', 'unknown_field', 'revokd', 'revoked'],
    ['revoked:yes', 'not_a_date', 'yes'],
    ['expires<2026-13', 'not_a_date', '2026-13'],
    ['expires<2026-02-30', 'not_a_date', '2026-02-30'],
    ['expires:2026/12/1', 'not_a_date', '2026/12/1', '2026-12-01'],
    ['expires<30', 'not_a_date', '30', '30d'],
    ['expires<"3 weeks"', 'not_a_date', '"3 weeks"', '3w'],
    ['expires<999999y', 'not_a_date', '999999y'],
    ['key:big', 'not_a_number', 'big'],
    ['key:2048bit', 'not_a_number', '2048bit', '2048'],
    ['status<revoked', 'operator', '<', ':'],
    ['cn>=a', 'operator', '>=', ':'],
    ['a "b c', 'unclosed_quote', '"b c', '"b c"'],
    ['a (b OR c', 'unclosed_parenthesis', '(b OR c', '(b OR c)'],
    ['status:(revoked', 'unclosed_parenthesis', '(revoked', '(revoked)'],
    ['status:(revoked AND expired)', 'unexpected', 'AND', 'OR'],
    ['status:(-revoked)', 'unexpected', '-', ''],
    ['a)', 'unexpected', ')', ''],
    [')', 'unexpected', ')', ''],
    ['a AND', 'missing_operand', 'AND', ''],
    ['OR a', 'missing_left', 'OR', ''],
    ['a OR OR b', 'missing_left', 'OR', ''],
    ['NOT', 'missing_operand', 'NOT', ''],
    ['-----BEGIN PRIVATE KEY-----\nMIIE', 'private_key', '-----BEGIN PRIVATE KEY'],
    ['Bag -----BEGIN EC PRIVATE KEY-----', 'private_key', '-----BEGIN EC PRIVATE KEY'],
    ['-----BEGIN ENCRYPTED PRIVATE KEY-----', 'private_key', '-----BEGIN ENCRYPTED PRIVATE KEY'],
    ['a ()', 'missing_operand', '(', ''],
  ])('refuses %j: %s at %j', (typed, code, word, suggestion) => {
    const error = errorOf(typed)
    expect(error).toMatchObject({ code, word })
    expect(error.suggestion).toBe(suggestion)
    expect(typed.slice(error.span.from, error.span.to)).toBe(word)
  })

  it('bounds depth and number', () => {
    expect(errorOf('('.repeat(12_000)).code).toBe('too_deep')
    expect(errorOf('NOT '.repeat(3000)).code).toBe('too_deep')
    expect(errorOf(Array.from({ length: 101 }, (_, at) => `cn:a${String(at)}`).join(' ')).code).toBe('too_many')
    expect(errorOf(`ca:${'a,'.repeat(3000)}b`).code).toBe('too_many')
    expect(parseQuery(Array.from({ length: 100 }, () => 'cn:a').join(' OR ')).ok).toBe(true)
  })
})
