using Npgsql;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>When jobs ran, and which replica has them.</summary>
internal static class PostgresJobs
{
    public static async Task<JobClaim?> TryClaimAsync(
        PostgresDatabase database, PostgresLostLeases lost, JobName job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claims = await lost.ClaimAsync(PostgresUpkeepQueries.FreeJob, job.ToString(), now, leaseUntil, () => database.QueryAsync(
            PostgresUpkeepQueries.ClaimJob,
            row => new JobClaim(job, row.GetInt64(0), StoreRows.Time(row, 1), leaseUntil),
            Text("name", job.ToString()),
            Interval(interval),
            Time("now", now),
            Time("until", leaseUntil)));
        return claims.Count == 0 ? null : claims[0];
    }

    public static Task<bool> KeepAsync(PostgresDatabase database, JobClaim claim, DateTimeOffset leaseUntil) =>
        ChangeAsync(database, PostgresUpkeepQueries.KeepJob, claim, Time("until", leaseUntil));

    public static Task<bool> EndAsync(PostgresDatabase database, JobClaim claim, DateTimeOffset watermark, DateTimeOffset now) =>
        ChangeAsync(database, PostgresUpkeepQueries.EndJob, claim, Time("watermark", watermark), Time("now", now));

    public static Task<bool> GiveBackAsync(PostgresDatabase database, JobClaim claim, DateTimeOffset retryAt) =>
        ChangeAsync(database, PostgresUpkeepQueries.GiveJobBack, claim, Time("retry", retryAt));

    private static async Task<bool> ChangeAsync(
        PostgresDatabase database, string sql, JobClaim claim, params NpgsqlParameter[] values) =>
        await database.ExecuteAsync(sql, [Text("name", claim.Job.ToString()), Number("token", claim.Token), .. values]) == 1;
}
