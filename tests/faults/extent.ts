/** `npm run test:faults` runs everything; `npm test` what fits into it. */
export const isThorough = process.env['FAULT_SEEDS'] === 'all'
