using Bridge.Observability;
using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>
/// Wakes this replica's worker when any replica has accepted a webhook. It has a connection of its own; while that is lost, the worker
/// still looks every few seconds.
/// </summary>
internal sealed partial class PostgresListener(
    PostgresPool pool, WorkSignal signal, TimeProvider time, ILogger<PostgresListener> logger)
    : BridgeLoop("wake-ups of other replicas", time, logger)
{
    /// <summary>The first pause is one second; each that follows is twice as long as the one before it, up to this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private bool _isListening;
    private int _failures;

    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        var renewed = pool.Renewed;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, renewed);
        try
        {
            await ListenAsync(end.Token);
        }
        catch (Exception) when (renewed.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            // On as another user, at once.
            return TimeSpan.Zero;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            pool.Drop();

            // Whatever it is, such as a client certificate that is half rotated: the worker polls meanwhile.
            NoteFailure(exception);
        }

        return TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, _failures - 1)));
    }

    protected override async Task EndAsync() => await pool.DisposeAsync();

    /// <summary>Returns only by an exception.</summary>
    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await pool.OpenAsync(stoppingToken);
        connection.Notification += (_, _) => signal.Wake();
        await using (var command = new NpgsqlCommand($"LISTEN {PostgresEventQueries.Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(stoppingToken);
        }

        _isListening = true;
        Log.Listening(logger);

        // Something may have been accepted while nobody listened.
        signal.Wake();
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }

    private void NoteFailure(Exception exception)
    {
        _failures = _isListening ? 1 : _failures + 1;
        _isListening = false;
        var problem = PostgresFailure.IsOfTheDatabase(exception) ? PostgresFailure.Describe(exception) : exception.Message;
        if (_failures == 1)
        {
            Log.ListeningFailed(logger, problem);
        }
        else
        {
            // A database that is away for an hour need not be mentioned every half minute.
            Log.ListeningFailedAgain(logger, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.ListeningForWork, LogLevel.Debug, "Webhooks that other replicas accept wake this one.")]
        public static partial void Listening(ILogger logger);

        [LoggerMessage(
            EventIds.NotListeningForWork,
            LogLevel.Warning,
            "Webhooks that other replicas accept are found by polling until the connection is back: {Problem}")]
        public static partial void ListeningFailed(ILogger logger, string problem);

        [LoggerMessage(EventIds.StillNotListeningForWork, LogLevel.Debug, "The connection is not back yet: {Problem}")]
        public static partial void ListeningFailedAgain(ILogger logger, string problem);
    }
}
