import 'server-only'
import { Html } from './html.ts'

/** Black on white, for paper: a section is not torn apart, and long values break instead of being cut. */
export const reportStyle = new Html(`
:root { color: #14202b; font: 10.5pt/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6em; margin: 0; } h2 { font-size: 1.15em; border-bottom: 1px solid #9aa7b1; padding-bottom: .2em; }
section { break-inside: avoid; margin-top: 1.6rem; }
dl { display: grid; grid-template-columns: 12rem 1fr; gap: .15rem 1rem; margin: 0; }
dt, .quiet { color: #5b6872; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; }
td, th { border-bottom: 1px solid #d5dce1; padding: .25em .6em .25em 0; vertical-align: top; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; } .mono, pre { font-family: ui-monospace, monospace; font-size: .85em; }
@media print { body { margin: 0; max-width: none; } @page { margin: 18mm; } }
`)
