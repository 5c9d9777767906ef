/* Included before every source of one layout: shifts all code that follows by LAYOUT_PAD bytes, so
 * that the same source lies at other addresses and a figure is no accident of alignment. */
__asm__(".pushsection .text\n\t.skip " LAYOUT_PAD ", 0x90\n\t.popsection");
