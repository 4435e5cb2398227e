using Bridge.Observability;
using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>
/// Wakes this replica's worker when any replica has accepted a webhook. It has a connection of its own; while that is lost, the worker
/// still looks every few seconds.
/// </summary>
internal sealed partial class PostgresListener(
    NpgsqlDataSource dataSource, WorkSignal signal, TimeProvider time, ILogger<PostgresListener> logger) : BackgroundService
{
    /// <summary>The first pause is one second; each that follows is twice as long as the one before it, up to this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private bool _isListening;
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var source = dataSource;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
            {
                NoteFailure(exception);
            }

            var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, _failures - 1)));
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns only by an exception.</summary>
    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, _) => signal.Wake();
        await using (var command = new NpgsqlCommand($"LISTEN {PostgresQueries.Channel}", connection))
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
        var problem = PostgresFailure.Describe(exception);
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
