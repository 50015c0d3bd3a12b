/** Many seeds of the race for the last units: eight shops, four processes over real HTTP, one killed, harsh faults. */
process.env['RACE_SEEDS'] ??= '11,12,13,14,15,16';
await import('../stock/race.test.ts');
