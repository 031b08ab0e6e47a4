/** What is offered beside an export: the verifier, the description of the format, the public key that signs now. */
export const kitFiles = ['verifier', 'format', 'public-key'] as const
export type KitFile = (typeof kitFiles)[number]
