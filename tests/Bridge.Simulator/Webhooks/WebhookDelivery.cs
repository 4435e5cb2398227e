namespace Bridge.Simulator.Webhooks;

/// <summary>One attempt to deliver a message, and what was answered.</summary>
/// <param name="Id">The message's id, the same in every attempt.</param>
/// <param name="Timestamp">The time of the attempt, as the header had it.</param>
/// <param name="Signature">The whole header.</param>
/// <param name="Body">As it was sent.</param>
/// <param name="Status">The status code of the answer.</param>
public sealed record WebhookDelivery(string Id, string Timestamp, string Signature, string Body, int Status)
{
    /// <summary>Only a 2xx counts for the sender.</summary>
    public bool Succeeded => Status is >= 200 and < 300;
}
