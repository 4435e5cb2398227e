using System.Collections.Concurrent;
using System.Reflection;
using Bridge.Store;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A store that notes what it is asked, and answers as a test says, or else as the store behind it.</summary>
public class WatchedStore : DispatchProxy
{
    private readonly ConcurrentQueue<(string Method, object?[] Arguments)> _calls = new();
    private IBridgeStore? _inner;

    /// <summary>By the method's name: what is done in place of the store's own work. The last argument is the token.</summary>
    public ConcurrentDictionary<string, Func<object?[], object>> Answers { get; } = new();

    /// <summary>What is used as the store.</summary>
    internal IBridgeStore Store { get; private set; } = null!;

    internal static WatchedStore Over(IBridgeStore? inner)
    {
        var store = Create<IBridgeStore, WatchedStore>();
        var watched = (WatchedStore)(object)store;
        watched._inner = inner;
        watched.Store = store;
        return watched;
    }

    /// <summary>The arguments of every call of a method, in order.</summary>
    public IReadOnlyList<object?[]> Asked(string method) => [.. _calls.Where(call => call.Method == method).Select(call => call.Arguments)];

    /// <summary>Every call of this method fails from now on, as it does when the store is away.</summary>
    public void Fail(string method) => Answers[method] = _ => throw new StoreException("The store is away.");

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _calls.Enqueue((targetMethod!.Name, args!));
        if (Answers.TryGetValue(targetMethod.Name, out var answer))
        {
            return answer(args!);
        }

        return _inner is not null
            ? targetMethod.Invoke(_inner, args)
            : throw new InvalidOperationException($"Nobody expected {targetMethod.Name}.");
    }
}
