using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>
/// Announces changes as incident.io does: each webhook again and again until it is acknowledged, and then no more but for the copies that
/// are planned. Attempts go to one replica after the other, also to one that is down: a balancer may not know yet.
/// </summary>
internal sealed class ChaosSender(ChaosWorld world, ChaosLedger ledger)
{
    /// <summary>In place of a status.</summary>
    public const int NoAnswer = 0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, SimulatedIncident> _latest = [];

    private int _turn;

    public IReadOnlyCollection<SimulatedIncident> Latest => _latest.Values;

    /// <summary>Makes the change in incident.io, and notes it.</summary>
    /// <returns>The delivery of its webhook, which ends when it was acknowledged.</returns>
    public Task Change(PlannedChange change, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var incident = change.Apply(_latest.GetValueOrDefault(change.Incident), start);
        _latest[change.Incident] = incident;
        world.IncidentIo.Put(incident);
        return DeliverAsync(incident, ledger.Changed(incident), change.Copies, cancellationToken);
    }

    private async Task DeliverAsync(SimulatedIncident incident, int version, int copies, CancellationToken cancellationToken)
    {
        var message = new WebhookDelivery(WebhookSigner.NewMessageId(), "", "", WebhookEvents.Updated(incident), Status: 0);
        var pause = FirstPause;
        var turn = Interlocked.Increment(ref _turn);
        while (await TryAsync(message, turn++, cancellationToken) is var status && status is < 200 or >= 300)
        {
            ledger.Refuse(status);
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        ledger.Acknowledge(incident.Id, version);
        await Task.WhenAll(Enumerable.Range(0, copies).Select(copy => TryAsync(message, turn + copy, cancellationToken)));
    }

    private async Task<int> TryAsync(WebhookDelivery message, int turn, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (await world.Replicas[turn % world.Replicas.Count].Sender.SendAgainAsync(message, either.Token)).Status;
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Refused, cut, no answer in time, or a replica that has no address yet.
            return NoAnswer;
        }
    }
}
