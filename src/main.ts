/** The only composition root. */
process.stdout.write('threadline: under construction\n');
