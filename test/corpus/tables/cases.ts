/** Every nasty table. */
import { binary } from './binary.ts';
import { delimited } from './delimited.ts';
import { json } from './json.ts';
import { packed } from './packed.ts';

export const corpus = { delimited, json, packed, binary };
