namespace Bridge.Store.Sqlite;

/// <summary>When jobs ran, and whose they are, inside a transaction of the caller.</summary>
internal static class SqliteJobs
{
    public static JobClaim? TryClaim(
        SqliteSession session, JobName job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil) => session.Query(
            SqliteUpkeepQueries.ClaimJob,
            row => new JobClaim(job, row.GetInt64(0), StoreRows.Time(row, 1), leaseUntil),
            ("$name", job.ToString()),
            ("$interval", (long)interval.TotalMilliseconds),
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$until", leaseUntil.ToUnixTimeMilliseconds())).FirstOrDefault();

    public static bool Keep(SqliteSession session, JobClaim claim, DateTimeOffset leaseUntil) =>
        Change(session, SqliteUpkeepQueries.KeepJob, claim, ("$until", leaseUntil.ToUnixTimeMilliseconds()));

    public static bool End(SqliteSession session, JobClaim claim, DateTimeOffset watermark, DateTimeOffset now) => Change(
        session, SqliteUpkeepQueries.EndJob, claim, ("$watermark", watermark.ToUnixTimeMilliseconds()), ("$now", now.ToUnixTimeMilliseconds()));

    public static bool GiveBack(SqliteSession session, JobClaim claim, DateTimeOffset retryAt) =>
        Change(session, SqliteUpkeepQueries.GiveJobBack, claim, ("$retry", retryAt.ToUnixTimeMilliseconds()));

    private static bool Change(
        SqliteSession session, string sql, JobClaim claim, params ReadOnlySpan<(string Name, object? Value)> values) =>
        session.Execute(sql, [("$name", claim.Job.ToString()), ("$token", claim.Token), .. values]) == 1;
}
