import { expect, it } from 'vitest'
import { subjectParts } from '#lib/certificates/subject-parts.ts'

it.each([
  ['C=CN,O=Aliyun,OU=Security,L=Hangzhou,ST=Zhejiang,CN=Aliyun', 'O', ['Aliyun']],
  ['C=CN,O=Aliyun,OU=Security,L=Hangzhou,ST=Zhejiang,CN=Aliyun', 'CN', ['Aliyun']],
  ['C=CN,O=Müller, Söhne & Co., Ltd.,OU=IT', 'O', ['Müller, Söhne & Co., Ltd.']],
  ['O=杭州海源,OU=支付,OU=网关', 'OU', ['支付', '网关']],
  ['O=a\\,OU=b,CN=c', 'O', ['a\\,OU=b']],
  // Nobody can tell which of the two was meant: both are shown.
  ['O=x,OU=Payments,OU=real,CN=y', 'OU', ['Payments', 'real']],
  ['CN=y', 'O', []],
  ['', 'C', []],
  ['O=,CN=y', 'O', ['']],
] as const)('of %j the %s is %j', (subject, attribute, parts) => {
  expect(subjectParts(subject, attribute)).toEqual(parts)
})
