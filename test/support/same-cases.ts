import fc from 'fast-check';

/** For runs whose result has to be the same each time: properties try the same cases. */
fc.configureGlobal({ seed: 2_026 });
