/** Every way of laying images out, in the order in which they are tried: what names its classes itself comes first. */
import type { ImageLayout } from './layout.ts';
import { idx } from './idx.ts';
import { classFolders, listed } from './image-files.ts';
import { numpy } from './numpy.ts';

export const imageLayouts: readonly ImageLayout[] = [idx, numpy, listed, classFolders];
