// Most of a test's time is waiting: for a lease to run out, a fault to end, a schedule to come round. So more run at once than there are cores.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
