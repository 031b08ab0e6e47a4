import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { WritePreview } from './preview.ts'

/** What a dangerous dialog shows. Read anew at every opening: an old preview must not be confirmed. */
export function previewOptions(kind: OperationKind, identifier: string) {
  const path = kind === 'revoke' ? paths.api.revocationPreview(identifier) : paths.api.deletionPreview(identifier)
  return queryOptions({
    queryKey: ['certificates', 'preview', kind, identifier],
    queryFn: ({ signal }) => fetchJson<WritePreview>(path, { signal }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
}
