import { aliyunCommand } from '#lib/cloud/aliyun-command.ts'
import type { OperationExchange } from '#lib/operations/operation.ts'

/** The recorded request as a command line of the vendor's CLI; null where the record is not one of an API call. */
export function equivalentCommand({ url, headers }: OperationExchange['request']): string | null {
  const operation = headers['x-acs-action']
  if (operation === undefined || !URL.canParse(url)) return null
  const { host, protocol, searchParams } = new URL(url)
  return aliyunCommand({
    operation,
    endpoint: host,
    parameters: Object.fromEntries(searchParams),
    isPlainHttp: protocol === 'http:',
  })
}
